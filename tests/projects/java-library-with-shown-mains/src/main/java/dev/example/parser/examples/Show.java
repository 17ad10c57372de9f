package dev.example.parser.examples;

public class Show {
    public static void main(String[] args) {
    }
}
