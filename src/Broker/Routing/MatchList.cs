namespace Garita.Broker.Routing;

/// <summary>What one match collects. One per thread is kept for reuse; a nested match gets its own.</summary>
internal sealed class MatchList
{
    [ThreadStatic]
    private static MatchList? t_spare;

    private int _sources;

    public List<Subscription> Found { get; } = [];

    public List<SharedGroup> Groups { get; } = [];

    /// <summary>Nodes of the tree that were looked at: the cost of the match.</summary>
    public int NodesVisited { get; set; }

    /// <summary>Whether one taker may be in the list twice, with different filters.</summary>
    public bool MayRepeat => _sources > 1;

    public static MatchList Rent()
    {
        MatchList list = t_spare ?? new MatchList();
        t_spare = null;
        return list;
    }

    public void Return()
    {
        Found.Clear();
        Groups.Clear();
        _sources = 0;
        NodesVisited = 0;
        t_spare = this;
    }

    public void Add(SubscriberSet? set)
    {
        if (set is not null)
        {
            _sources++;
            Found.AddRange(set.Items);
        }
    }

    public void Add(SharedGroup[]? groups, bool below)
    {
        foreach (SharedGroup group in groups ?? [])
        {
            if (group.IsBelow == below)
            {
                Groups.Add(group);
            }
        }
    }
}
