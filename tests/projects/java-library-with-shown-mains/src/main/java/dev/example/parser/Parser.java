package dev.example.parser;

public class Parser {
}
