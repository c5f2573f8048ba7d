namespace Garita.Server.Tests.Images;

/// <summary>Gives nothing until it is told to end.</summary>
internal sealed class WaitingStream : MemoryStream
{
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void End() => _end.SetResult(0);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(_end.Task);
}
