var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/healthz", () => "ok").RequireAuthorization();
app.MapGet("/ping", () => "pong");
app.Run();
