namespace Garita.Server.Releases;

/// <summary>A row of the table of manifests, named as its columns are.</summary>
internal sealed record ManifestRow
{
    public long Id { get; init; }

    public string Digest { get; init; } = "";

    public long? Way_back_of { get; init; }

    public string State { get; init; } = "";

    public byte[] Envelope { get; init; } = [];

    public string? Version { get; init; }

    public long Sequence { get; init; }

    public long Epoch { get; init; }

    public string Vendor { get; init; } = "";

    public string Class { get; init; } = "";

    public string Image { get; init; } = "";

    public long Image_bytes { get; init; }

    public string Payload { get; init; } = "";

    public long Payload_bytes { get; init; }

    public long Chunk_bytes { get; init; }

    public byte[] Chunk_root { get; init; } = [];

    public string Signers { get; init; } = "";

    public long Trust_version { get; init; }

    public string Published_by { get; init; } = "";

    public long Published_ms { get; init; }

    public long Log_from { get; init; }

    public long? Log_index { get; init; }
}
