namespace Garita.Firmware.Manifests;

/// <summary>What the text section says of one component; null where it says nothing.</summary>
public sealed record ComponentText
{
    /// <summary>[1] The vendor.</summary>
    public string? VendorName { get; init; }

    /// <summary>[2] The model.</summary>
    public string? ModelName { get; init; }

    /// <summary>[3] The domain that the vendor's UUID was made from.</summary>
    public string? VendorDomain { get; init; }

    /// <summary>[4] What the class's UUID was made from.</summary>
    public string? ModelInfo { get; init; }

    /// <summary>[5] What it is.</summary>
    public string? Description { get; init; }

    /// <summary>[6] The version as people write it.</summary>
    public string? Version { get; init; }
}
