using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Pki.Jose;

namespace Garita.Bootstrap.Tests;

/// <summary>
/// What the proof of concept of 2019 let through and no other class has: holes 1 and 2. Hole 3 is in the tests of
/// login, 4 and 5 in those of sessions, 6 in <see cref="ReplayTests"/>, 7 in those of the token mint, 8 in those of
/// registrations and in <see cref="AnswerTests"/>.
/// </summary>
public sealed class HolesTests
{
    private const int TlsAlert = 0x15;

    // Hole 1: everything went in clear.
    [Fact]
    public async Task Nothing_is_answered_in_clear_or_to_whom_shows_no_certificate()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        byte[] request = Led(unit.Register());
        using (TcpClient clear = await ConnectAsync(bench))
        {
            byte[] answer = await AskAsync(clear.GetStream(), request);
            Assert.True(answer.Length == 0 || answer[0] == TlsAlert, Convert.ToHexString(answer));
        }

        using TcpClient bare = await ConnectAsync(bench);
        await using SslStream tls = new(bare.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [new SslApplicationProtocol(BootstrapWire.Alpn)],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    Convert.ToHexStringLower(SHA256.HashData(certificate!.GetRawCertData()))
                        == bench.Server.Fingerprint.Hex,
            });
            Assert.Empty(await AskAsync(tls, request));
        }
        catch (AuthenticationException)
        {
            // As well at the door as behind it.
        }

        Assert.Empty(bench.Messages());
    }

    // Hole 2: the code was never checked, and the device asked without one.
    [Fact]
    public async Task A_login_without_a_code_is_no_login()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
        await bench.ReadCodeAsync(unit.Identity);
        Assert.True(StrictBase64Url.TryDecode(
            Encoding.ASCII.GetString(unit.Login("AAAA-AAAA-AAAA-AAAA")).Split('.')[1], out byte[]? payload));
        string asked = Encoding.UTF8.GetString(payload!);
        string without = asked.Replace(",\"code\":\"AAAA-AAAA-AAAA-AAAA\"", string.Empty, StringComparison.Ordinal);
        Assert.NotEqual(asked, without);
        foreach (string body in new[] { without, asked.Replace("AAAA-AAAA-AAAA-AAAA", "", StringComparison.Ordinal) })
        {
            byte[] login = SignedRequest.Sign(Encoding.UTF8.GetBytes(body), unit);
            BootstrapReply reply = await unit.AskAsync(road, login, BootstrapOp.Register);
            Assert.Equal((BootstrapCode.Malformed, null), (reply.Code, reply.Tokens));
        }
    }

    private static byte[] Led(byte[] request)
    {
        byte[] led = new byte[4 + request.Length];
        BinaryPrimitives.WriteInt32BigEndian(led, request.Length);
        request.CopyTo(led.AsMemory(4));
        return led;
    }

    private static async Task<TcpClient> ConnectAsync(Bench bench)
    {
        TcpClient client = new();
        await client.ConnectAsync(bench.Server.BootstrapEndpoint!);
        return client;
    }

    private static async Task<byte[]> AskAsync(Stream stream, byte[] request)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        byte[] answer = new byte[4096];
        try
        {
            await stream.WriteAsync(request, limit.Token);
            return answer[..await stream.ReadAsync(answer, limit.Token)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
