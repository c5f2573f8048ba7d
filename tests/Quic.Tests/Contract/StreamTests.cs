using System.Security.Cryptography;

namespace Garita.Quic.Tests.Contract;

/// <summary>What streams do, one by one and many at once.</summary>
public sealed class StreamTests
{
    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Many_more_streams_than_the_limit_all_get_their_turn(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        byte[][] sent = [.. Enumerable.Range(0, 300).Select(_ => RandomNumberGenerator.GetBytes(20_000))];
        byte[][] back = await Task.WhenAll(sent.Select(s => QuicWorld.EchoAsync(connection, s)));
        Assert.Equal(sent, back);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Large_transfer_arrives_whole(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        byte[] sent = RandomNumberGenerator.GetBytes(32 * 1024 * 1024);
        byte[] back = await QuicWorld.EchoAsync(connection, sent);
        Assert.True(sent.AsSpan().SequenceEqual(back));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Single_bytes_arrive_one_by_one(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        await using QuicStream stream = await connection.OpenStreamAsync();
        byte[] one = new byte[1];
        for (int i = 0; i < 200; i++)
        {
            await stream.WriteAsync(new[] { (byte)i });
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(QuicWorld.Patience);
            Assert.Equal((byte)i, one[0]);
        }
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Half_closed_stream_goes_on_the_other_way(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        await using QuicStream near = await client.OpenStreamAsync();
        await QuicWorld.WriteAllAsync(near, [1, 2, 3]);
        await using QuicStream far = (await server.AcceptStreamAsync())!;
        Assert.Equal([1, 2, 3], await QuicWorld.ReadToEndAsync(far).WaitAsync(QuicWorld.Patience));
        await far.WriteAsync(new byte[] { 4, 5 });
        byte[] answer = new byte[2];
        await near.ReadExactlyAsync(answer).AsTask().WaitAsync(QuicWorld.Patience);
        Assert.Equal([4, 5], answer);
        await far.CompleteWritesAsync();
        Assert.Empty(await QuicWorld.ReadToEndAsync(near).WaitAsync(QuicWorld.Patience));
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Streams_that_nobody_reads_leave_the_others_their_window(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;

        // Together they are larger than the connection's window.
        for (int i = 0; i < 12; i++)
        {
            await using QuicStream near = await client.OpenStreamAsync();
            await QuicWorld.WriteAllAsync(near, new byte[200_000]).WaitAsync(QuicWorld.Patience);
            QuicStream far = (await server.AcceptStreamAsync().AsTask().WaitAsync(QuicWorld.Patience))!;
            await far.CompleteWritesAsync();
            Assert.Empty(await QuicWorld.ReadToEndAsync(near).WaitAsync(QuicWorld.Patience));
            Assert.True(await QuicWorld.UntilAsync(() => near.Ended.IsCancellationRequested), $"stream {i}");
            await far.DisposeAsync();
        }
    }

    [Theory]
    [OnNgtcp2]
    public async Task Codes_that_no_packet_can_carry_are_refused(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync();
        QuicConnection connection = await world.ConnectAsync();
        await using QuicStream stream = await connection.OpenStreamAsync();
        foreach (long code in new[] { -1, 1L << 62 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.AbortRead(code));
            Assert.Throws<ArgumentOutOfRangeException>(() => stream.AbortWrite(code));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => connection.CloseAsync(code).AsTask());
        }
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Server_opens_streams_of_both_kinds(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        foreach (bool both in new[] { true, false })
        {
            await using QuicStream far = await server.OpenStreamAsync(both);
            await QuicWorld.WriteAllAsync(far, "update"u8.ToArray());
            await using QuicStream near = (await client.AcceptStreamAsync())!;
            Assert.Equal(both, near.CanWrite);
            Assert.Equal(both, far.CanRead);
            Assert.Equal("update"u8.ToArray(), await QuicWorld.ReadToEndAsync(near).WaitAsync(QuicWorld.Patience));
        }
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Writer_waits_for_a_reader_that_does_not_read(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        await using QuicStream near = await client.OpenStreamAsync();
        byte[] sent = RandomNumberGenerator.GetBytes(8 * 1024 * 1024);
        Task writing = QuicWorld.WriteAllAsync(near, sent);
        await using QuicStream far = (await server.AcceptStreamAsync())!;

        // Another stream of the connection is not held up; when it has been served, all that fits has long been sent.
        await using QuicStream other = await client.OpenStreamAsync();
        await QuicWorld.WriteAllAsync(other, [9]);
        await using QuicStream otherFar = (await server.AcceptStreamAsync())!;
        Assert.Equal([9], await QuicWorld.ReadToEndAsync(otherFar).WaitAsync(QuicWorld.Patience));
        Assert.False(writing.IsCompleted);
        byte[] back = await QuicWorld.ReadToEndAsync(far).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(sent.AsSpan().SequenceEqual(back));
        await writing;
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Reset_reaches_the_reader_with_its_code(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        await using QuicStream near = await client.OpenStreamAsync();
        await near.WriteAsync(new byte[] { 1 });
        await using QuicStream far = (await server.AcceptStreamAsync())!;
        near.AbortWrite(0x77);
        QuicStreamException fault = await Assert.ThrowsAsync<QuicStreamException>(
            () => QuicWorld.ReadToEndAsync(far).WaitAsync(QuicWorld.Patience));
        Assert.Equal((0x77L, true), (fault.ErrorCode, fault.ByPeer));
        Assert.Null(client.End);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Stop_reaches_the_writer_even_while_it_waits(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        await using QuicStream near = await client.OpenStreamAsync();
        Task writing = QuicWorld.WriteAllAsync(near, new byte[8 * 1024 * 1024]);
        await using QuicStream far = (await server.AcceptStreamAsync())!;
        far.AbortRead(0x55);
        QuicStreamException fault =
            await Assert.ThrowsAsync<QuicStreamException>(() => writing.WaitAsync(QuicWorld.Patience));
        Assert.True(fault.ByPeer);
        Assert.Equal(engine is QuicEngineKind.Platform ? 0x55 : QuicStreamException.UnknownCode, fault.ErrorCode);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Abandoned_streams_give_their_windows_and_places_back(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;

        // Three times the limit of streams and many times the connection's window, none of it read.
        for (int i = 0; i < 300; i++)
        {
            await using QuicStream near = await client.OpenStreamAsync().AsTask().WaitAsync(QuicWorld.Patience);
            await near.WriteAsync(new byte[30_000]).AsTask().WaitAsync(QuicWorld.Patience);
            QuicStream far = (await server.AcceptStreamAsync())!;
            far.Abort(1);
            await far.DisposeAsync();
        }

        Assert.Null(client.End);
        Assert.Null(server.End);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Streams_that_are_ended_before_they_are_accepted_do_not_pile_up(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(echo: false);
        QuicConnection client = await world.ConnectAsync();
        await using QuicConnection server = (await world.Server.AcceptAsync())!;
        int most = new QuicLimits().MaxUnidirectionalStreams;
        for (int i = 0; i < most; i++)
        {
            await using QuicStream near = await client.OpenStreamAsync(bidirectional: false);
            await QuicWorld.WriteAllAsync(near, [1]);
        }

        ValueTask<QuicStream> next = client.OpenStreamAsync(bidirectional: false);

        // By the time that a stream the other way has been there and back, the ends have long been acknowledged.
        await using QuicStream far = await server.OpenStreamAsync();
        await QuicWorld.WriteAllAsync(far, [1]);
        await using QuicStream near2 = (await client.AcceptStreamAsync())!;
        await QuicWorld.WriteAllAsync(near2, await QuicWorld.ReadToEndAsync(near2));
        Assert.Equal([1], await QuicWorld.ReadToEndAsync(far).WaitAsync(QuicWorld.Patience));
        Assert.False(next.IsCompleted);
        await using QuicStream taken = (await server.AcceptStreamAsync())!;
        _ = await QuicWorld.ReadToEndAsync(taken);
        await using QuicStream opened = await next.AsTask().WaitAsync(QuicWorld.Patience);
    }

    [Theory]
    [OnNgtcp2]
    [OnPlatform]
    public async Task Cancelled_opening_uses_no_stream_up(QuicEngineKind engine)
    {
        await using QuicWorld world = new(engine);
        await world.ListenAsync(world.ServerOptions() with { Limits = new QuicLimits { MaxBidirectionalStreams = 1 } });
        QuicConnection client = await world.ConnectAsync();
        QuicStream first = await client.OpenStreamAsync();
        using CancellationTokenSource cancel = new();
        Task<QuicStream> second = client.OpenStreamAsync(true, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await QuicWorld.WriteAllAsync(first, [1]);
        Assert.Equal([1], await QuicWorld.ReadToEndAsync(first).WaitAsync(QuicWorld.Patience));
        await first.DisposeAsync();
        Assert.Equal([3], await QuicWorld.EchoAsync(client, [3]));
    }
}
