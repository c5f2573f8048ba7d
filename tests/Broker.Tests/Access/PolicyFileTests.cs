using System.Text;
using Garita.Broker.Access;
using Garita.TestKit;

namespace Garita.Broker.Tests.Access;

public sealed class PolicyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("policy");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Read_goodFile_givesThePolicyNamedForIt()
    {
        await File.WriteAllTextAsync(Path, AccessPolicy.DefaultText);

        PolicyParseResult result = await ReadAsync();

        Assert.Empty(result.Errors);
        Assert.Equal(Path, result.Policy!.FileName);
        Assert.Equal(AccessPolicy.Default.RuleCount, result.Policy.RuleCount);
    }

    [Fact]
    public async Task Read_missingFile_saysSo() => await AssertErrorAsync(0, "no such file");

    [Fact]
    public async Task Read_directory_saysSo()
    {
        Directory.CreateDirectory(Path);

        await AssertErrorAsync(0, "is a directory");
    }

    [Fact]
    public async Task Read_linkThatLeadsNowhere_saysSo()
    {
        File.CreateSymbolicLink(Path, _directory.File("gone"));

        await AssertErrorAsync(0, "no such file");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\uFEFF\n")]
    public async Task Read_emptyFile_isNotTakenForDenyEverything(string text)
    {
        await File.WriteAllTextAsync(Path, text);

        await AssertErrorAsync(0, "is empty; a policy that denies everything has at least a comment");
    }

    [Fact]
    public async Task Read_largeFile_isRefusedAndTheLargestIsNot()
    {
        byte[] largest = [.. "for device\n"u8, .. Enumerable.Repeat((byte)'\n', PolicyLimits.MaxFileBytes - 11)];
        await File.WriteAllBytesAsync(Path, largest);
        Assert.Empty((await ReadAsync()).Errors);

        await File.WriteAllBytesAsync(Path, [.. largest, (byte)'\n']);

        await AssertErrorAsync(0, "larger than 4194304 bytes");
    }

    [Fact]
    public async Task Read_byteThatIsNotUtf8_isNamedWithItsLine()
    {
        await File.WriteAllBytesAsync(Path, [.. "for device\n publish a/"u8, 0xE9, (byte)'\n']);

        await AssertErrorAsync(2, "byte 0xE9 is not UTF-8; save the file as UTF-8");
    }

    [Fact]
    public async Task Read_overlongUtf8_isRefused()
    {
        await File.WriteAllBytesAsync(Path, [.. "for device\n publish a"u8, 0xC0, 0xAF, (byte)'b']);

        await AssertErrorAsync(2, "byte 0xC0 is not UTF-8; save the file as UTF-8");
    }

    [Fact]
    public async Task Read_utf16_saysSo()
    {
        await File.WriteAllTextAsync(Path, "for device\n", Encoding.Unicode);

        await AssertErrorAsync(1, "is UTF-16; save it as UTF-8");
    }

    private Task<PolicyParseResult> ReadAsync() => PolicyFile.ReadAsync(Path, CancellationToken.None);

    private async Task AssertErrorAsync(int line, string message)
    {
        PolicyParseResult result = await ReadAsync();

        Assert.Null(result.Policy);
        Assert.Equal(new PolicyNotice(Path, line, message), Assert.Single(result.Errors));
    }
}
