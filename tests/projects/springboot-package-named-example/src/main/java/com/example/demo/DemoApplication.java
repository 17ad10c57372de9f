package com.example.demo;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class DemoApplication {
    static final String SHOWN = "${NOT_A_VARIABLE:shown}";

    @Value("${GREETING_TEXT:hello}")
    private String greeting;

    String token = System.getenv("DEMO_TOKEN");

    public static void main(String[] args) {
        SpringApplication.run(DemoApplication.class, args);
    }
}
