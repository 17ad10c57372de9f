using System;
using System.IO;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Shop.ManualsInside;

public class ManualsController : Controller
{
    private readonly IWebHostEnvironment environment;

    public ManualsController(IWebHostEnvironment environment) => this.environment = environment;

    [HttpGet("manuals")]
    public IActionResult Download(string file)
    {
        var root = Path.Combine(environment.ContentRootPath, "manuals") + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, file));
        if (!path.StartsWith(root, StringComparison.Ordinal) || !System.IO.File.Exists(path))
        {
            return NotFound();
        }
        return PhysicalFile(path, "application/pdf");
    }
}
