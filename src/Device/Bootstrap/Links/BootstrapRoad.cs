namespace Garita.Device.Bootstrap.Links;

/// <summary>An open connection to the server.</summary>
/// <param name="Name">What carries it, for the log.</param>
/// <param name="Exchange">
/// Sends a request and returns the reply, or null where what came is longer than a reply may be. Faults are
/// <see cref="IOException"/>.
/// </param>
/// <param name="Connection">What to dispose.</param>
internal sealed record BootstrapRoad(
    string Name,
    Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> Exchange,
    IAsyncDisposable Connection);
