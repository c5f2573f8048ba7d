using Garita.Cli.Api;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Api;

[Collection(ServerFixture.Name)]
public sealed class OperatorContextTests(ServerFixture fixture)
{
    private readonly House _house = fixture.House;

    [Fact]
    public async Task Token_opens_the_api_until_it_is_revoked_and_a_wrong_one_never()
    {
        Outcome added = (await _house.RunAsync("token", "add", "ci", "--days", "2")).IsDone();
        string context = Context("token", added.Output.Trim());
        (await AskAsync(context)).IsDone();
        (await _house.RunAsync("token", "rm", "ci")).IsDone();
        (await AskAsync(context)).IsRefusal(ExitCode.Forbidden, "token", "revoked");
        (await AskAsync(Context("wrong", "garita_0000000000000000000000000000000000000000000")))
            .IsRefusal(ExitCode.Forbidden, "token");
        (await _house.RunAsync("token", "add", "x", "--days", "0")).IsRefusal(ExitCode.Usage, "days");
    }

    [Fact]
    public async Task Key_that_others_can_read_is_refused_with_the_cure()
    {
        string context = Context("open", "garita_x");
        string token = Path.Combine(context, OperatorContext.TokenFile);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await AskAsync(context)).IsRefusal(ExitCode.Usage, token, "chmod 600");
    }

    [Fact]
    public async Task Server_that_the_context_does_not_trust_is_told_apart_from_one_that_is_down()
    {
        using House other = await House.MakeStrangerAsync();
        string context = Context("other-root", "garita_x");
        File.Copy(
            Path.Combine(other.OperatorContext, OperatorContext.RootFile),
                Path.Combine(context, OperatorContext.RootFile), true);
        (await AskAsync(context)).IsRefusal(ExitCode.Unreachable, "not the server", "fingerprint");
        (await other.RunAsync("status")).IsRefusal(ExitCode.Unreachable, "cannot reach", "garita serve");
    }

    [Theory]
    [InlineData("{", "not a context")]
    [InlineData("[]", "not a context")]
    [InlineData("{}", "not a context")]
    [InlineData("""{"server":"http://127.0.0.1:1"}""", "https")]
    public async Task Broken_context_names_its_file(string text, string word)
    {
        string context = Context("broken", "garita_x");
        string file = Path.Combine(context, OperatorContext.ContextFile);
        await File.WriteAllTextAsync(file, text);
        (await AskAsync(context)).IsRefusal(ExitCode.Usage, file, word);
    }

    [Fact]
    public async Task Directory_without_credentials_is_no_context()
    {
        string context = Context("bare", "garita_x");
        File.Delete(Path.Combine(context, OperatorContext.TokenFile));
        (await AskAsync(context)).IsRefusal(ExitCode.Usage, OperatorContext.CertificateFile, OperatorContext.TokenFile);
        (await AskAsync(_house.Beside("nowhere"))).IsRefusal(ExitCode.Usage, "nowhere", "--context");
    }

    [Fact]
    public async Task Second_operator_works_with_a_key_made_here()
    {
        string target = _house.Beside("ana");
        Outcome wrong = await Shell.RunAsync("operator", "add", "ana", "--out", target, "--data", _house.Data,
            "--passphrase-file", Wrong());
        wrong.IsRefusal(ExitCode.Forbidden, "passphrase");
        Assert.False(Path.Exists(target));
        (await _house.RunAsync("operator", "add", "ana", "--out", target, "--passphrase-file",
            _house.PassphraseFile)).IsDone();
        (await AskAsync(target)).IsDone();
        (await _house.RunAsync("operator", "disable", "ana")).IsDone();
        (await AskAsync(target)).IsRefusal(ExitCode.Forbidden);
    }

    private static Task<Outcome> AskAsync(string context) => Shell.RunAsync("status", "--context", context);

    private string Wrong()
    {
        string file = _house.Beside("wrong-passphrase");
        File.WriteAllText(file, "not the one that was set\n");
        return file;
    }

    private string Context(string name, string token)
    {
        string directory = Directory.CreateDirectory(_house.Beside("context-" + name)).FullName;
        foreach (string file in new[] { OperatorContext.ContextFile, OperatorContext.RootFile })
        {
            File.Copy(Path.Combine(_house.OperatorContext, file), Path.Combine(directory, file), true);
        }

        string secret = Path.Combine(directory, OperatorContext.TokenFile);
        File.WriteAllText(secret, token);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return directory;
    }
}
