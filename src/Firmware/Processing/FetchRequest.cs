namespace Garita.Firmware.Processing;

/// <summary>What a manifest says of a payload to fetch; null where it says nothing.</summary>
/// <param name="Uri">Where from; may be a relative reference.</param>
/// <param name="IntegratedPayload">The payload, where the URI names one inside the envelope.</param>
/// <param name="ImageSize">Bytes of the image that the component is to hold.</param>
/// <param name="ImageDigest">Its digest.</param>
/// <param name="FetchArguments">What only the fetching side understands.</param>
public sealed record FetchRequest(
    string Uri,
    ReadOnlyMemory<byte>? IntegratedPayload,
    long? ImageSize,
    Sha256Digest? ImageDigest,
    ReadOnlyMemory<byte>? FetchArguments);
