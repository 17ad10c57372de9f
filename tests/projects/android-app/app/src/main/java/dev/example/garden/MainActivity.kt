package dev.example.garden

class MainActivity
