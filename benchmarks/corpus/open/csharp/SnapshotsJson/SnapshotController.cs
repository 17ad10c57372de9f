using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Shop.SnapshotsJson;

public class SnapshotController : Controller
{
    [HttpPost("snapshots")]
    public async Task<IActionResult> Restore(IFormFile file)
    {
        await using Stream stream = file.OpenReadStream();
        var state = await JsonSerializer.DeserializeAsync<State>(stream);
        return Ok(state!.Count);
    }
}
