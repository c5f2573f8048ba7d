namespace Garita.Cli.Tests.Harness;

/// <summary>How one invocation ended.</summary>
public sealed record Outcome(int Code, string Output, string Error)
{
    public string All => Output + Error;

    /// <summary>
    /// Asserts a refusal: this code, these words on standard error, no trace of the program's inside.
    /// </summary>
    public Outcome IsRefusal(ExitCode code, params string[] words)
    {
        Assert.True((int)code == Code, $"exit code {Code}, expected {(int)code}: {All}");
        foreach (string word in words)
        {
            Assert.Contains(word, Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", All, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", All, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts success.</summary>
    public Outcome IsDone()
    {
        Assert.True(Code == 0, $"exit code {Code}: {All}");
        return this;
    }
}
