using System;

namespace Shop.Snapshots;

[Serializable]
public class State
{
    public int Count { get; set; }
}
