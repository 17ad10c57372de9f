var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel((context, kestrel) =>
{
    if (context.HostingEnvironment.IsDevelopment() || args.Length > 3)
    {
        kestrel.ListenAnyIP(5001);
    }
});
builder.AddOrders(builder.Configuration.GetConnectionString("Orders"));
var app = builder.Build();
app.MapDefaults();
app.Run();
