module example.com/links

go 1.24

toolchain go1.26.7
