@_exported public import struct SystemPackage.Errno
@_exported public import struct SystemPackage.FileDescriptor
@_exported public import TesseraExchange
@_exported public import TesseraFormats
@_exported public import struct TesseraKernel.AccessDirection
@_exported public import struct TesseraKernel.DeviceNumber
#if GBM
@_exported public import struct TesseraKernel.GBMUsage
#endif
@_exported public import struct TesseraKernel.OwnedFileDescriptor
@_exported public import struct TesseraKernel.SystemCallError
#if Vulkan
@_exported public import struct TesseraKernel.VulkanUsage
#endif
@_exported public import TesseraNegotiation
