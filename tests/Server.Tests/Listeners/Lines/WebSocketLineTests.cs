using System.Net.WebSockets;
using Garita.Server.Listeners;
using Garita.Server.Listeners.Lines;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners.Lines;

public sealed class WebSocketLineTests
{
    private static readonly byte[] s_text = [0x81, 0x81, 0, 0, 0, 0, (byte)'x']; // RFC 6455 5.2: masked
    private static readonly byte[] s_close = [0x88, 0x80, 0, 0, 0, 0];

    private readonly ManualTimeProvider _time = new();
    private readonly ListenerOptions _options = new();
    private int _cuts;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Goodbye_to_a_peer_that_does_not_read_ends_in_its_own_time(bool text, bool whileWriting)
    {
        await using UnreadStream stream = new(text ? s_text : s_close);
        using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        await using WebSocketLine line = new(socket, _options, _time, () => _cuts++);
        Task writing = whileWriting ? line.WriteAsync(new byte[10]).AsTask() : Task.CompletedTask;

        Task<int> reading = line.ReadAsync(new byte[100]).AsTask();
        await stream.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        _time.Advance(_options.LingerTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Equal((false, 0), (reading.IsCompleted, _cuts));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, _cuts);
        if (whileWriting)
        {
            await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(TimeSpan.FromSeconds(20)));
        }
    }

    [Fact]
    public async Task Goodbye_that_gets_through_cuts_nothing()
    {
        await using UnreadStream stream = new(s_close) { IsRead = true };
        using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        await using WebSocketLine line = new(socket, _options, _time, () => _cuts++);

        Assert.Equal(0, await line.ReadAsync(new byte[100]));

        _time.Advance(_options.LingerTimeout);
        Assert.Equal(0, _cuts);
    }

    /// <summary>Gives what a peer sent, and takes nothing for it.</summary>
    private sealed class UnreadStream(byte[] sent) : MemoryStream(sent)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gone = new();

        public bool IsRead { get; init; }

        /// <summary>Somebody writes.</summary>
        public Task Reached => _reached.Task;

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            return IsRead ? ValueTask.CompletedTask : new ValueTask(_gone.Task.WaitAsync(cancellationToken));
        }

        protected override void Dispose(bool disposing)
        {
            _gone.TrySetException(new ObjectDisposedException(nameof(UnreadStream)));
            base.Dispose(disposing);
        }
    }
}
