using Garita.Durable;

namespace Garita.Authority.Keys;

/// <summary>Where the secret that unlocks the issuing keys may come from without anybody typing it.</summary>
public static class UnlockSources
{
    /// <summary>The name of the systemd credential: <c>LoadCredentialEncrypted=garita-unlock</c> in the unit.</summary>
    public const string CredentialName = "garita-unlock";

    private const int MaxFileLength = 4 * Passphrase.MaxLength;

    /// <summary>
    /// The secret from a named file, else from the systemd credential where there is one, else null. Throws
    /// <see cref="DurableException"/> for a named file that cannot be read and
    /// <see cref="InvalidDataException"/> for one that is not UTF-8 text.
    /// </summary>
    /// <param name="files">The file seam.</param>
    /// <param name="namedFile">The file someone named, or null.</param>
    /// <param name="credentialsDirectory">The value of <c>CREDENTIALS_DIRECTORY</c>, or null.</param>
    public static Passphrase? Find(IDurableFiles files, string? namedFile, string? credentialsDirectory)
    {
        ArgumentNullException.ThrowIfNull(files);
        string? credential = string.IsNullOrEmpty(credentialsDirectory)
            ? null
            : Path.Combine(credentialsDirectory, CredentialName);
        string? path = namedFile ?? (File.Exists(credential) ? credential : null);
        if (path is null)
        {
            return null;
        }

        byte[] content = files.Read(path, MaxFileLength);
        try
        {
            return Passphrase.TryFromUtf8(content)
                ?? throw new InvalidDataException($"{path}: the unlock secret is not UTF-8 text");
        }
        finally
        {
            Array.Clear(content);
        }
    }
}
