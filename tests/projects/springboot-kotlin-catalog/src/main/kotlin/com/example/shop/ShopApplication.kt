package com.example.shop

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication

@SpringBootApplication
class ShopApplication

const val BASE = "/api"
val path = "${BASE}/orders"

fun main(args: Array<String>) {
    runApplication<ShopApplication>(*args)
}
