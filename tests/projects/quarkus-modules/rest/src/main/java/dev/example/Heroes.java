package dev.example;

public class Heroes {
}
