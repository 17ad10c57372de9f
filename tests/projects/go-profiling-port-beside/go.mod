module example.com/stats

go 1.26

require github.com/jinzhu/configor v1.2.2
