using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Server.Bootstrap.Senders;

namespace Garita.Bootstrap.Tests;

/// <summary>A gateway that is slow, endless, elsewhere or broken; and what becomes of the codes behind it.</summary>
public sealed class GatewayTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_gateway_that_says_nothing_is_given_up_after_its_tries()
    {
        await using Port port = new((_, stop) => Task.Delay(Timeout.Infinite, stop));
        using WebhookSender sender = new(Options(port, TimeSpan.FromMilliseconds(200)), TimeProvider.System);
        CodeMessage message = Message();
        string? fault = await sender.SendAsync(message, CancellationToken.None).WaitAsync(s_patience);
        Assert.Contains("in time", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(message.Code.Reveal(), fault, StringComparison.Ordinal);
        Assert.Equal(3, port.Heads.Count);
    }

    // It said yes. To ask again because of what follows would send the code twice.
    [Fact]
    public async Task A_body_without_end_is_not_waited_for()
    {
        await using Port port = new(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), stop);
            byte[] endless = new byte[16 * 1024];
            while (true)
            {
                await stream.WriteAsync(endless, stop);
            }
        });
        using WebhookSender sender = new(Options(port, TimeSpan.FromSeconds(20)), TimeProvider.System);
        Assert.Null(await sender.SendAsync(Message(), CancellationToken.None).WaitAsync(s_patience));
        Assert.Single(port.Heads);
    }

    [Fact]
    public async Task Headers_without_end_are_a_fault()
    {
        await using Port port = new(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            byte[] header = Encoding.ASCII.GetBytes("X: " + new string('x', 8 * 1024) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(header, stop);
            }
        });
        using WebhookSender sender = new(Options(port, TimeSpan.FromSeconds(20)), TimeProvider.System);
        Assert.NotNull(await sender.SendAsync(Message(), CancellationToken.None).WaitAsync(s_patience));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_takes_neither_code_nor_credentials_along(int status)
    {
        await using Port elsewhere = new((_, _) => Task.CompletedTask);
        await using Port port = new(async (stream, stop) => await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} X\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n"),
            stop));
        using WebhookSender sender = new(Options(port, TimeSpan.FromSeconds(20)), TimeProvider.System);
        string? fault = await sender.SendAsync(Message(), CancellationToken.None).WaitAsync(s_patience);
        Assert.Contains($"{status}", fault, StringComparison.Ordinal);
        Assert.Single(port.Heads);
        Assert.Empty(elsewhere.Heads);
    }

    [Fact]
    public async Task A_slow_gateway_holds_back_codes_and_not_the_server()
    {
        using Listened log = new();
        await using Port port = new((_, stop) => Task.Delay(Timeout.Infinite, stop));
        await using OutgoingCodes codes = new(
            new WebhookSender(Options(port, s_patience), TimeProvider.System), capacity: 3, log);

        // Four are on their way and three wait: no more are held, and nobody is.
        for (int i = 0; i < 20; i++)
        {
            codes.Add(Message());
        }

        await log.WaitForAsync("too many wait to be sent");
    }

    // Four workers: as many faults would have ended them all.
    [Fact]
    public async Task A_sender_that_fails_unforeseen_costs_its_code_and_no_more()
    {
        using Listened log = new();
        BreakingSender sender = new(failures: 8);
        await using OutgoingCodes codes = new(sender, capacity: 100, log);
        CodeMessage[] messages = [.. Enumerable.Range(0, 9).Select(_ => Message())];
        foreach (CodeMessage message in messages)
        {
            codes.Add(message);
        }

        await sender.Sent.Task.WaitAsync(s_patience);
        await log.WaitForAsync(8, "nobody foresaw");
        Assert.DoesNotContain(
            log.Lines,
            line => messages.Any(message => line.Contains(message.Code.Reveal(), StringComparison.Ordinal)));
    }

    private static CodeMessage Message() => new(
        Identity.Device("6f1c2a8e-5d1b-4c7e-9a55-0d3a8a1f2b60"), "+34600000000", OneTimeCode.Draw(),
        TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10));

    private static WebhookOptions Options(Port port, TimeSpan timeout) => new()
    {
        Address = port.Address,
        Template = "{\"text\":\"{code}\"}",
        Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer secret" },
        Timeout = timeout,
        FirstWait = TimeSpan.FromMilliseconds(1),
    };

    private sealed class BreakingSender(int failures) : ICodeSender
    {
        private int _asked;

        public TaskCompletionSource Sent { get; } = new();

        public Task<string?> SendAsync(CodeMessage message, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _asked) <= failures)
            {
                throw new InvalidOperationException("cannot send " + message.Code.Reveal());
            }

            Sent.TrySetResult();
            return Task.FromResult<string?>(null);
        }
    }

    /// <summary>A port that reads the head of each request and then does what it is told.</summary>
    private sealed class Port : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Func<NetworkStream, CancellationToken, Task> _serve;
        private readonly Task _accepting;

        public Port(Func<NetworkStream, CancellationToken, Task> serve)
        {
            _serve = serve;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public ConcurrentQueue<string> Heads { get; } = [];

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/sms");

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            List<Task> served = [];
            try
            {
                while (true)
                {
                    served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(served);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using TcpClient served = client;
            try
            {
                NetworkStream stream = served.GetStream();
                if (await ReadHeadAsync(stream) is { } head)
                {
                    Heads.Enqueue(head);
                    await _serve(stream, _stop.Token);
                }
            }
            catch (Exception over) when (over is IOException or OperationCanceledException)
            {
                // The sender gave up, or the test is over.
            }
        }

        private async Task<string?> ReadHeadAsync(NetworkStream stream)
        {
            byte[] buffer = new byte[8192];
            string text = string.Empty;
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return null;
                }

                text += Encoding.ASCII.GetString(buffer, 0, count);
            }

            return text;
        }
    }
}
