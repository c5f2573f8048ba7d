using System.Text;
using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Enrollment.Codes;

namespace Garita.Bootstrap.Tests;

/// <summary>
/// A whole bootstrap, logged down to the least; then logs and disk are searched for what must not be there.
/// </summary>
public sealed class SecretsTests
{
    private const string Address = "+34600000000";

    [Fact]
    public async Task No_code_token_seed_key_or_address_is_in_a_log_and_no_code_or_token_on_the_disk()
    {
        using Listened log = new();
        byte[] seed = [.. Enumerable.Range(0, 20).Select(i => (byte)(i * 11))];
        List<string> secrets = [];
        List<byte[]> keys = [];
        await using (Bench bench = await Bench.StartAsync(loggers: log))
        {
            using Unit unit = new(bench, Unit.NewUuid());
            using Unit seeded = new(bench, Unit.NewUuid());
            await bench.ExpectAsync(unit.Uuid);
            await bench.ExpectAsync(seeded.Uuid, SecondFactor.Totp, seed: seed);
            await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
            await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
            string code = await bench.ReadCodeAsync(unit.Identity);
            secrets.AddRange([code, code.Replace("-", string.Empty, StringComparison.Ordinal)]);
            await unit.AskAsync(road, unit.Login(OneTimeCode.Draw().Reveal()), BootstrapOp.Login);
            Keep((await unit.AskAsync(road, unit.Login(code), BootstrapOp.Login)).Tokens!);
            await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish);
            byte[] refresh = unit.Refresh();
            Keep((await unit.AskAsync(road, refresh, BootstrapOp.Refresh)).Tokens!);
            await unit.AskAsync(road, unit.Publish("t", 2), BootstrapOp.Publish);

            // What is refused is told to the log as well: a used token, another's, and bytes that are no request.
            await unit.AskAsync(road, refresh, BootstrapOp.Refresh);
            seeded.Tokens = unit.Tokens;
            await seeded.AskAsync(road, seeded.Publish("t", 1), BootstrapOp.Publish);
            await seeded.AskAsync(road, seeded.Register(SecondFactor.Totp), BootstrapOp.Register);
            string password = Totp.Compute(seed, Totp.StepOf(TimeProvider.System.GetUtcNow()));
            await seeded.AskAsync(road, seeded.Login(password, SecondFactor.Totp), BootstrapOp.Login);
            await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll);
            string nonsense = $"{{\"code\":\"{code}\",\"token\":\"{unit.Tokens!.Access}\"}}";
            await road.AskAsync(Encoding.ASCII.GetBytes(nonsense));
            secrets.AddRange([Address, Convert.ToBase64String(seed), StrictBase64Url.Encode(seed)]);
            keys.AddRange([unit.Scalar, seeded.Scalar, seed]);
            await bench.Server.DisposeAsync();

            AreNotOn(bench.Data, secrets.Where(secret => secret != Address), unit.Scalar, seeded.Scalar);
        }

        Assert.Contains(log.Lines, line => line.Contains("logged in", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("was refused", StringComparison.Ordinal));
        string all = string.Join('\n', log.Lines);
        foreach (string secret in secrets.Concat(keys.SelectMany(Spellings)))
        {
            int at = all.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, $"in a log: …{(at < 0 ? string.Empty : all[Math.Max(0, at - 200)..at])}");
        }

        void Keep(TokensBody tokens)
        {
            secrets.AddRange([tokens.Access, tokens.Refresh]);

            // Nor the part of it that is the secret.
            Assert.True(StrictBase64Url.TryDecode(tokens.Refresh, out byte[]? bytes));
            secrets.Add(Convert.ToHexStringLower(bytes![16..]));
        }
    }

    // The search finds what is there: otherwise it would prove nothing.
    [Fact]
    public async Task The_search_finds_what_is_on_the_disk()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await bench.Server.DisposeAsync();
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AreNotOn(bench.Data, [Address]));
    }

    private static void AreNotOn(string directory, IEnumerable<string> texts, params byte[][] raw)
    {
        byte[][] sought = [.. texts.Select(Encoding.UTF8.GetBytes), .. raw];
        foreach (string file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            foreach (byte[] secret in sought)
            {
                Assert.True(content.AsSpan().IndexOf(secret) < 0, $"{Path.GetFileName(file)} holds a secret");
            }
        }
    }

    private static IEnumerable<string> Spellings(byte[] secret) =>
        [Convert.ToHexStringLower(secret), Convert.ToBase64String(secret), StrictBase64Url.Encode(secret)];
}
