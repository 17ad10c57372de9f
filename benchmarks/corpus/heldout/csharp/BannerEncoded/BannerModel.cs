using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.BannerEncoded;

public class BannerModel : PageModel
{
    public IHtmlContent Notice { get; private set; } = HtmlString.Empty;

    public void OnGet([FromQuery] string campaign)
    {
        Notice = new HtmlString($"<p class=\"notice\">Welcome to {HtmlEncoder.Default.Encode(campaign)}</p>");
    }

    public IActionResult OnGetPlain([FromQuery] string campaign) => Content(campaign, "text/plain");
}
