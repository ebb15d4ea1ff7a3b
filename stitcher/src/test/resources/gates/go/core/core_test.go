package core

import "testing"

func TestAdds(t *testing.T) {}

func TestOld(t *testing.T) { t.Fatal("it always failed") }
