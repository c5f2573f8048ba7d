using System.Net;
using System.Net.Sockets;
using System.Text;
using Garita.Contracts.Identities;
using Garita.Durable;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Registrations;
using Garita.Server.Bootstrap.Senders;
using Garita.TestKit;

namespace Garita.Bootstrap.Tests;

public sealed class SenderTests
{
    private static readonly CodeMessage s_message = new(
        Identity.Device("6f1c2a8e-5d1b-4c7e-9a55-0d3a8a1f2b60"),
        "+34\"600{code}",
        OneTimeCode.Draw(),
        TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10));

    [Fact]
    public async Task A_spooled_code_is_a_file_of_its_own_that_others_cannot_read()
    {
        using TemporaryDirectory directory = new();
        string spool = directory.File("spool");
        SpoolSender sender = new(spool, 2, new DurableFiles(), TimeProvider.System);
        Assert.Null(await sender.SendAsync(s_message, CancellationToken.None));
        Assert.Null(await sender.SendAsync(s_message, CancellationToken.None));
        Assert.NotNull(await sender.SendAsync(s_message, CancellationToken.None));
        Assert.All(Directory.GetFiles(spool, "*.json"), file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_gateway_is_asked_again_until_it_takes_the_code_under_one_key()
    {
        using Gateway gateway = new(500, 503, 200);
        using WebhookSender sender = new(gateway.Options, TimeProvider.System);
        Assert.Null(await sender.SendAsync(s_message, CancellationToken.None));
        Assert.Equal(3, gateway.Heads.Count);
        Assert.Single(gateway.Heads.Select(head => Line(head, "Idempotency-Key:")).Distinct());

        // What is put in is encoded, and not looked through again for what to put in.
        Assert.Equal(
            $"{{\"to\":\"\\u002B34\\u0022600{{code}}\",\"text\":\"{s_message.Code.Reveal()}\",\"x\":\"{{y}}\"}}",
            gateway.Bodies[0]);
        string[] signature = Line(gateway.Heads[0], "Garita-Signature:").Split("t=", 2)[1].Split(',');
        Assert.Equal(
            $"t={signature[0]},{signature[1]}",
            WebhookSender.Sign("shared", long.Parse(signature[0]), Encoding.UTF8.GetBytes(gateway.Bodies[0])));
    }

    [Fact]
    public async Task A_content_type_may_have_parameters_and_must_be_one()
    {
        using Gateway gateway = new(200);
        WebhookOptions options = gateway.Options with
        {
            ContentType = "application/x-www-form-urlencoded; charset=utf-8", Template = "to={address}",
        };
        using WebhookSender sender = new(options, TimeProvider.System);
        Assert.Null(await sender.SendAsync(s_message, CancellationToken.None));
        Assert.Equal("to=%2B34%22600%7Bcode%7D", gateway.Bodies[0]);
        Assert.Throws<ArgumentException>(
            () => new WebhookSender(options with { ContentType = "no type" }, TimeProvider.System));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    public async Task A_gateway_that_says_no_is_not_asked_again(int status)
    {
        using Gateway gateway = new(status, 200);
        using WebhookSender sender = new(gateway.Options, TimeProvider.System);
        string? fault = await sender.SendAsync(s_message, CancellationToken.None);
        Assert.Contains(status.ToString(), fault, StringComparison.Ordinal);
        Assert.DoesNotContain(s_message.Code.Reveal(), fault, StringComparison.Ordinal);
        Assert.Single(gateway.Heads);
    }

    [Fact]
    public void Codes_do_not_go_over_plain_http_to_another_machine() =>
        Assert.Throws<ArgumentException>(() => new WebhookSender(
            new WebhookOptions { Address = new Uri("http://sms.example/"), Template = "" }, TimeProvider.System));

    private static string Line(string head, string name) =>
        head.Split("\r\n").Single(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A gateway that answers with one status after another, a connection each.</summary>
    private sealed class Gateway : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int[] _statuses;

        public Gateway(params int[] statuses)
        {
            _statuses = statuses;
            _listener.Start();
            _ = ServeAsync();
        }

        public List<string> Heads { get; } = [];

        public List<string> Bodies { get; } = [];

        public WebhookOptions Options => new()
        {
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/sms"),
            Template = "{\"to\":\"{address}\",\"text\":\"{code}\",\"x\":\"{y}\"}",
            Secret = "shared",
            FirstWait = TimeSpan.FromMilliseconds(1),
        };

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            foreach (int status in _statuses)
            {
                try
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync();
                    await AnswerAsync(client.GetStream(), status);
                }
                catch (SocketException)
                {
                    return;
                }
            }
        }

        private async Task AnswerAsync(NetworkStream stream, int status)
        {
            byte[] buffer = new byte[8192];
            string text = string.Empty;
            while (!IsWhole(text))
            {
                text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            }

            string[] parts = text.Split("\r\n\r\n", 2);
            Heads.Add(parts[0]);
            Bodies.Add(parts[1]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:1/\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
        }

        private static bool IsWhole(string text)
        {
            string[] parts = text.Split("\r\n\r\n", 2);
            return parts.Length == 2
                && parts[1].Length >= int.Parse(Line(parts[0], "Content-Length:").Split(':')[1]);
        }
    }
}
