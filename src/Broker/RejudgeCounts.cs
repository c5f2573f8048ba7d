namespace Garita.Broker;

/// <summary>The running counts of one rejudging.</summary>
internal sealed class RejudgeCounts
{
    public int Sessions { get; set; }

    public int Subscriptions { get; set; }

    public int Queued { get; set; }

    public int Wills { get; set; }

    public int Retained { get; set; }

    public RejudgeReport ToReport() => new(Sessions, Subscriptions, Queued, Wills, Retained);
}
