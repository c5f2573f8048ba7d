namespace Garita.Firmware.Manifests.Commands;

/// <summary>
/// Parameters of one component, or those one command sets; null is unset. Numbers in brackets are the draft's.
/// </summary>
public sealed record ParameterSet
{
    /// <summary>No parameter set.</summary>
    public static ParameterSet Empty { get; } = new();

    /// <summary>[1] A UUID of the vendor.</summary>
    public Guid? Vendor { get; init; }

    /// <summary>[2] A UUID of what images run on it.</summary>
    public Guid? Class { get; init; }

    /// <summary>[3] The image's SHA-256.</summary>
    public Sha256Digest? ImageDigest { get; init; }

    /// <summary>[5] The slot that <see cref="CommandCode.ComponentSlot"/> asks for.</summary>
    public long? Slot { get; init; }

    /// <summary>[13] Whether a failed condition ends only the sequence it stands in.</summary>
    public bool? SoftFailure { get; init; }

    /// <summary>[14] The image's size in bytes.</summary>
    public long? ImageSize { get; init; }

    /// <summary>[21] Where the payload comes from; a relative reference, too.</summary>
    public string? Uri { get; init; }

    /// <summary>[22] The index of the component to copy from.</summary>
    public int? SourceComponent { get; init; }

    /// <summary>[23] What is handed to the image that is started.</summary>
    public ReadOnlyMemory<byte>? InvokeArguments { get; init; }

    /// <summary>[24] A UUID of one device.</summary>
    public Guid? Device { get; init; }

    /// <summary>[25] What only the fetching side understands: here, a <see cref="FetchArguments"/>.</summary>
    public ReadOnlyMemory<byte>? FetchArguments { get; init; }

    /// <summary>These parameters, with those of the other set in their place where it has them.</summary>
    public ParameterSet OverriddenBy(ParameterSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ParameterSet
        {
            Vendor = other.Vendor ?? Vendor,
            Class = other.Class ?? Class,
            ImageDigest = other.ImageDigest ?? ImageDigest,
            Slot = other.Slot ?? Slot,
            SoftFailure = other.SoftFailure ?? SoftFailure,
            ImageSize = other.ImageSize ?? ImageSize,
            Uri = other.Uri ?? Uri,
            SourceComponent = other.SourceComponent ?? SourceComponent,
            InvokeArguments = other.InvokeArguments ?? InvokeArguments,
            Device = other.Device ?? Device,
            FetchArguments = other.FetchArguments ?? FetchArguments,
        };
    }
}
