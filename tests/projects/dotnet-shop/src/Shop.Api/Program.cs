var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();
builder.Services.AddStore(builder.Configuration.GetConnectionString("Store") ?? throw new InvalidOperationException());
var issuer = builder.Configuration["Jwt:Issuer"];
var key = builder.Configuration["Jwt:SigningKey"]!;
var pages = builder.Configuration.GetValue<int>("Catalogue:PageSize", 20);
var region = Environment.GetEnvironmentVariable("REGION") ?? "eu";
// var old = Environment.GetEnvironmentVariable("FORGOTTEN");

var app = builder.Build();
if (app.Environment.IsDevelopment())
{
    app.MapHealthChecks("/health");
}
var ops = app.MapGroup("/ops");
ops.MapHealthChecks("/live");
app.Run();
