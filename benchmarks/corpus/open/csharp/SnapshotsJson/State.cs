namespace Shop.SnapshotsJson;

public class State
{
    public int Count { get; set; }
}
