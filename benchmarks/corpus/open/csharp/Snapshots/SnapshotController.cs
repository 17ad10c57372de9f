using System.IO;
using System.Runtime.Serialization.Formatters.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Shop.Snapshots;

public class SnapshotController : Controller
{
    [HttpPost("snapshots")]
    public IActionResult Restore(IFormFile file)
    {
        using Stream stream = file.OpenReadStream();
        var formatter = new BinaryFormatter();
        var state = (State)formatter.Deserialize(stream);
        return Ok(state.Count);
    }
}
