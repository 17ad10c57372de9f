using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Shop.Banner;

public class BannerModel : PageModel
{
    public IHtmlContent Notice { get; private set; } = HtmlString.Empty;

    public void OnGet([FromQuery] string campaign)
    {
        Notice = new HtmlString($"<p class=\"notice\">Welcome to {campaign}</p>");
    }

    public IActionResult OnGetPlain([FromQuery] string campaign) => Content("<p>" + campaign + "</p>", "text/html");
}
