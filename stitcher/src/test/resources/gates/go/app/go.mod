module fixture/app

go 1.21
