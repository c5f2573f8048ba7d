namespace Garita.Server.Tests.Images;

/// <summary>Gives zeros for ever, or until it breaks off.</summary>
internal sealed class EndlessStream(long failAfter) : MemoryStream
{
    public long Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Given >= failAfter)
        {
            throw new EndOfStreamException("the sender went away");
        }

        buffer.Span.Clear();
        Given += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }
}
