using System.Diagnostics;
using Garita.TestKit;

namespace Garita.Quic.Tests;

public sealed class QuicSupportTests
{
    private const string Needed = "libssl.so.3 libstdc++.so.6 libz.so.1 ";

    [Fact]
    public void Support_names_an_engine_or_what_to_install()
    {
        Assert.Equal(QuicSupport.Engine is null, QuicSupport.Missing is not null);
        Assert.Equal(QuicSupport.Engine is null, QuicSupport.Description is null);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("libngtcp2.so.9", 1)]
    [InlineData("libngtcp2.so.9 libngtcp2_crypto_gnutls.so.2", 0)]
    [InlineData("libngtcp2.so.16 libngtcp2_crypto_gnutls.so.8", 0)]
    [InlineData("libmsquic.so.2", 0)]
    public async Task Launcher_names_the_same_libraries_in_the_same_words(string libraries, int lines)
    {
        using TemporaryDirectory clone = new();
        File.Copy(RepositoryRoot.File("garita"), clone.File("garita"));
        File.Copy(RepositoryRoot.File("global.json"), clone.File("global.json"));
        File.WriteAllText(clone.File("ldconfig"), $"#!/bin/sh\necho '{Needed}{libraries}'\n");
        File.SetUnixFileMode(
            clone.File("ldconfig"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // A clone without sources: it says what it has to say, and stops before it builds.
        string said = await RunAsync(clone.File("garita"), clone.Path);

        Assert.Contains("src/Cli is not in this clone", said, StringComparison.Ordinal);
        Assert.Equal(lines, said.Split('\n').Count(line => line == QuicSupport.Advice));
    }

    private static async Task<string> RunAsync(string launcher, string first)
    {
        ProcessStartInfo start = new("bash", [launcher, "serve"]) { RedirectStandardError = true };
        start.Environment["PATH"] = first + ":" + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        string said = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return said;
    }
}
