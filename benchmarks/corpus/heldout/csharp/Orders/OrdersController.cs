using Microsoft.AspNetCore.Mvc;

namespace Shop.Orders;

[ApiController]
[Route("orders")]
public class OrdersController : ControllerBase
{
    private readonly OrderStore store;

    public OrdersController(OrderStore store) => this.store = store;

    [HttpGet]
    public IActionResult List([FromQuery] string status)
    {
        return Ok(store.WithStatus(status));
    }
}
