module github.com/example/theme

go 1.21
