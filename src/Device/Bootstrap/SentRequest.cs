using Garita.Contracts.Bootstrap;

namespace Garita.Device.Bootstrap;

/// <summary>A request as it goes out. Holds secrets: never printed.</summary>
internal sealed record SentRequest(BootstrapOp Op, string Uuid, byte[] Bytes)
{
    /// <summary>What the reply must name.</summary>
    public string Hash { get; } = BootstrapWire.HashOf(Bytes);

    /// <inheritdoc/>
    public override string ToString() => $"SentRequest {{ {Op} }}";
}
