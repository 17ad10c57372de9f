using System.IO;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Manuals;

public class ManualsController : Controller
{
    private readonly IWebHostEnvironment environment;

    public ManualsController(IWebHostEnvironment environment) => this.environment = environment;

    [HttpGet("manuals")]
    public IActionResult Download(string file)
    {
        var path = Path.Combine(environment.ContentRootPath, "manuals", file);
        if (!System.IO.File.Exists(path))
        {
            return NotFound();
        }
        return PhysicalFile(path, "application/pdf");
    }
}
