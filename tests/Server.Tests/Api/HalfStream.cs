namespace Garita.Server.Tests.Api;

/// <summary>Gives half of some bytes and then stops whoever sends them.</summary>
internal sealed class HalfStream(byte[] bytes, CancellationTokenSource stop) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < Length / 2)
        {
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, (int)Length / 4)], cancellationToken);
        }

        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return 0;
    }
}
