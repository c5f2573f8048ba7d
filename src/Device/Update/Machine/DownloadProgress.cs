namespace Garita.Device.Update.Machine;

/// <summary>What a device has of an image.</summary>
/// <param name="Next">Index of the chunk that is taken next.</param>
/// <param name="Missing">Chunks that are missing, from there on and round the end of the image.</param>
/// <param name="Total">Chunks of the image.</param>
/// <param name="AnyStart">Nothing is written yet: any chunk may be the first.</param>
public readonly record struct DownloadProgress(long Next, long Missing, long Total, bool AnyStart);
