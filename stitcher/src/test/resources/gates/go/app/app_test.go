package app

import "testing"

func TestStarts(t *testing.T) {}

func TestLater(t *testing.T) { t.Skip("not now") }
