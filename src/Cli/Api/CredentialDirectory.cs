using System.Security.Cryptography;
using System.Text;
using Garita.Durable;

namespace Garita.Cli.Api;

/// <summary>Writes the directory of a new operator or service: whole, or not at all.</summary>
public static class CredentialDirectory
{
    /// <summary>Refuses a directory that exists, before anything is asked of the server.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="hint">What to do then.</param>
    public static void RefuseExisting(string directory, string hint = "name a new directory with --out")
    {
        if (Path.Exists(directory))
        {
            throw new CliException(ExitCode.Conflict, $"{directory}: exists already", hint);
        }
    }

    /// <summary>Writes key, certificate, server root and context.</summary>
    /// <param name="directory">The new directory.</param>
    /// <param name="word">What the files are named for: <c>operator</c> or <c>service</c>.</param>
    /// <param name="key">The key that the certificate was issued for.</param>
    /// <param name="chainPem">The certificate and its issuer.</param>
    /// <param name="serverRootPem">The root to trust.</param>
    /// <param name="server">The server's address.</param>
    public static void Write(
        string directory, string word, NewKey key, string chainPem, string serverRootPem, Uri server)
    {
        ArgumentNullException.ThrowIfNull(key);
        WriteWhole(directory, (files, path) =>
        {
            char[] pem = key.ExportPem();
            byte[] bytes = Encoding.ASCII.GetBytes(pem);
            files.WriteNew(Path.Combine(path, word + ".key"), bytes, FileSecrecy.Secret);
            CryptographicOperations.ZeroMemory(bytes);
            pem.AsSpan().Clear();
            Public(files, Path.Combine(path, word + ".crt"), chainPem);
            Public(files, Path.Combine(path, OperatorContext.RootFile), serverRootPem);
            Public(files, Path.Combine(path, OperatorContext.ContextFile), OperatorContext.Describe(server));
        });
    }

    /// <summary>Fills a directory beside the target, then renames it into place.</summary>
    public static void WriteWhole(string directory, Action<IDurableFiles, string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        DurableFiles files = new();
        string half = directory + ".new";
        try
        {
            files.CreateDirectory(half);
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }

        try
        {
            fill(files, half);
            files.Move(half, directory);
        }
        catch (DurableException fault)
        {
            Discard(half);
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>Renames a finished directory to its name.</summary>
    public static void MoveIntoPlace(string half, string directory)
    {
        try
        {
            new DurableFiles().Move(half, directory);
        }
        catch (DurableException fault)
        {
            throw new CliException(ExitCode.Failed, fault.Message, cause: fault);
        }
    }

    /// <summary>Removes a directory that was not finished.</summary>
    public static void Discard(string half)
    {
        if (Directory.Exists(half))
        {
            Directory.Delete(half, recursive: true);
        }
    }

    private static void Public(IDurableFiles files, string path, string text) =>
        files.WriteNew(path, Encoding.UTF8.GetBytes(text), FileSecrecy.Public);
}
