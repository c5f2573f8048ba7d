using System.Text;
using Garita.Cli.Api;
using Garita.Cli.Tests.Harness;
using Garita.Device.Directories;

namespace Garita.Cli.Tests;

/// <summary>A whole session of an operator; nothing secret may show in anything it printed or logged.</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task Nothing_secret_is_printed_or_logged_in_a_whole_session()
    {
        StringBuilder seen = new();
        using House house = await House.MakeAsync();
        string device = house.Beside("ABCD1234");
        string ana = house.Beside("ana");
        string token;
        await using (LongRun server = await house.ServeAsync())
        {
            token = (await house.RunAsync("token", "add", "ci")).IsDone().Output.Trim();
            await SayAsync("device", "add", "ABCD1234", "--out", device, "--json");
            await SayAsync("device", "add", "ABCD1234", "--out", house.Beside("twice"));
            await SayAsync("operator", "add", "ana", "--out", ana, "--passphrase-file", house.PassphraseFile, "--json");
            await SayAsync("operator", "add", "ana", "--out", house.Beside("ana2"), "--passphrase-file",
                house.PassphraseFile);
            await SayAsync("token", "list", "--json");
            await SayAsync("status", "--json");
            await SayAsync("device", "show", "ABCD1234");
            await SayAsync("ca", "list", "--json");
            await SayAsync("ca", "root", "export", "--root", "server", "--out", house.Beside("s.key"),
                "--passphrase-file",
                house.PassphraseFile);
            string wrong = house.Beside("context");
            Directory.CreateDirectory(wrong);
            File.Copy(Path.Combine(house.OperatorContext, OperatorContext.ContextFile),
                Path.Combine(wrong, OperatorContext.ContextFile));
            File.Copy(Path.Combine(house.OperatorContext, OperatorContext.RootFile),
                Path.Combine(wrong, OperatorContext.RootFile));
            await File.WriteAllTextAsync(Path.Combine(wrong, OperatorContext.TokenFile), token + "x");
            File.SetUnixFileMode(Path.Combine(wrong, OperatorContext.TokenFile),
                UnixFileMode.UserRead | UnixFileMode.UserWrite);
            seen.Append((await Shell.RunAsync("token", "list", "--context", wrong)).IsRefusal(ExitCode.Forbidden).All);
            await server.SignalAsync("INT");
            await server.EndAsync();
            seen.Append(server.Text);
        }

        string text = seen.ToString();
        Assert.Contains("ABCD1234", text, StringComparison.Ordinal);
        string[] secrets =
        [
            House.Passphrase,
            token,
            KeyLine(Path.Combine(device, DeviceDirectory.KeyFile)),
            KeyLine(Path.Combine(device, DeviceDirectory.EncryptionKeyFile)),
            KeyLine(Path.Combine(ana, OperatorContext.KeyFile)),
            KeyLine(Path.Combine(house.OperatorContext, OperatorContext.KeyFile)),
            KeyLine(Path.Combine(house.Data, "authority", "device-issuer.key")),
            "PRIVATE KEY",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

        async Task SayAsync(params string[] arguments) => seen.Append((await house.RunAsync(arguments)).All);
    }

    // The second line of the PEM holds the scalar's own characters; the first says only what sort of key it is.
    private static string KeyLine(string file)
    {
        string line = File.ReadAllLines(file)[2];
        Assert.True(line.Length > 20, file);
        return line;
    }
}
