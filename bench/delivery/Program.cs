using System.Globalization;
using Garita.DeliveryBench;

// Devices for bench/delivery.sh, which starts the server:
//
//   add FOLDER COUNT                       makes so many devices, FOLDER/device1 and on
//   fetch FOLDER COUNT PATH RELEASE SERVER measures a path: offers it to so many devices, which fetch it at once
//   device FOLDER PATH RELEASE IMAGE       one device of the SDK takes it, and its memory is printed
//
// FOLDER is the script's. RELEASE is a manifest's digest, SERVER the server's process id.
Api api = Api.Open(args[1]);
switch (args)
{
    case ["add", var folder, var count]:
        await Fleet.AddAsync(api, folder, Number(count));
        break;
    case ["fetch", var folder, var count, var path, var release, var server]:
        await Fleet.FetchAsync(api, folder, Number(count), (path, release, Number(server)));
        break;
    case ["device", var folder, var path, var release, var image]:
        await OneDevice.RunAsync(api, folder, (path, release, image));
        break;
    default:
        Console.Error.WriteLine("see the head of bench/delivery/Program.cs");
        Environment.Exit(2);
        break;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
