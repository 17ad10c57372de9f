package dev.example;

public class Stats {
}
