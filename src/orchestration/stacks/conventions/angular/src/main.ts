import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter } from "@angular/router";

@Component({ selector: "app-root", template: "<h1>Hello</h1>" })
class App {}

void bootstrapApplication(App, { providers: [provideRouter([])] });
