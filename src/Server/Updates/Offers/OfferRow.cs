namespace Garita.Server.Updates.Offers;

/// <summary>A row of the table of offers, named as its columns are.</summary>
internal sealed record OfferRow
{
    public long Id { get; init; }

    public long Counter { get; init; }

    public string Device { get; init; } = "";

    public string Deployment { get; init; } = "";

    public long Attempt { get; init; }

    public string Manifest { get; init; } = "";

    public string State { get; init; } = "";

    public string Paths { get; init; } = "";

    public long Ask { get; init; }

    public byte[]? Key_offer { get; init; }

    public string Operation { get; init; } = "";

    public string Offered_by { get; init; } = "";

    public long Offered_ms { get; init; }

    public long Change { get; init; }

    public long? Device_state { get; init; }

    public string? Reason { get; init; }

    public long? Chunks_done { get; init; }

    public long? Chunks_total { get; init; }

    public string? Running { get; init; }

    public long? Reported_ms { get; init; }

    public string? Version { get; init; }

    public byte[]? Report { get; init; }

    public string? Signer { get; init; }
}
