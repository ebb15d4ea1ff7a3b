module fixture/core

go 1.21
